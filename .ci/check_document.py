#!/usr/bin/env python3
"""Checks a copydesk/1 document from outside, with nothing but Python slices.

usage: check_document.py DOCUMENT.json
       check_document.py --stories STORIES.jsonl DOCUMENT.json   the stories of a pipe are those of the document

Every position must hold its exact words; every assertion must have evidence; every report must be in one story.
"""
import json
import sys


def fail(message):
    sys.exit(f"check_document: {message}")


def check_words(texts, report, node, where):
    """Every object with start, end and text, however deep, holds the report's words."""
    if isinstance(node, dict):
        report = node.get("report", report)
        if {"start", "end", "text"} <= node.keys():
            found = texts[report][node["start"]:node["end"]]
            if found != node["text"] or not found:
                fail(f"{where}: {report} {node['start']}..{node['end']} reads {found!r}, not {node['text']!r}")
            if "prefix" in node and not texts[report][:node["start"]].endswith(node["prefix"]):
                fail(f"{where}: the prefix of {node['text']!r} is not what stands before it")
            if "suffix" in node and not texts[report][node["end"]:].startswith(node["suffix"]):
                fail(f"{where}: the suffix of {node['text']!r} is not what stands after it")
        for key, value in node.items():
            check_words(texts, report, value, f"{where}.{key}")
    elif isinstance(node, list):
        for i, value in enumerate(node):
            check_words(texts, report, value, f"{where}[{i}]")


def assertions(story):
    yield from story["brief"]
    yield from story["timeline"]
    for quotation in story["quotations"]:
        yield from quotation["variants"]
    for finding in story["findings"]:
        yield from finding["values"]


def load_stories(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def check_story(texts, story):
    check_words(texts, None, story, story["id"])
    for group in ("texts", "origins"):
        if sorted(r for members in story[group] for r in members) != sorted(story["reports"]):
            fail(f"{story['id']}: {group} do not hold each report once")
    count = 0
    for assertion in assertions(story):
        if not assertion["evidence"]:
            fail(f"{story['id']}: an assertion without evidence: {assertion}")
        count += 1
    for copy in story["copies"]:
        for side in ("from", "to"):
            start, end = copy[f"{side}_span"]
            if texts[copy[side]][start:end] != copy[f"{side}_text"]:
                fail(f"{story['id']}: a copied passage is not the report's words")
    return count


def main():
    arguments = sys.argv[1:]
    stories = None
    if arguments[0] == "--stories":
        stories = load_stories(arguments[1])
        arguments = arguments[2:]
    with open(arguments[0], encoding="utf-8") as file:
        document = json.load(file)
    if stories is not None:
        if stories != document["stories"]:
            fail("the pipe's stories are not those of the main job")
        return
    if document["schema"] != "copydesk/1" or not document["reports"] or not document["stories"]:
        fail("no reports, no stories or another schema")
    texts = {report["id"]: report["text"] for report in document["reports"]}
    if len(texts) != len(document["reports"]):
        fail("an id names two reports")
    for report in document["reports"]:
        check_words(texts, report["id"], report["reading"], report["id"])
    placed = [report for story in document["stories"] for report in story["reports"]]
    if sorted(placed) != sorted(texts):
        fail("not every report is in exactly one story")
    count = sum(check_story(texts, story) for story in document["stories"])
    print(f"    {len(texts)} reports, {len(document['stories'])} stories, {count} assertions, every word in its place")


main()
