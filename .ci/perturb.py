#!/usr/bin/env python3
"""Makes N reports from fewer, on standard output: usage: perturb.py N FILE.jsonl[.zst]

The reports of the file come first; then each again under another id, some weeks later and with a few words left out or doubled,
as often as needed. The same N and file give the same reports, in the order of their dates.
"""
import datetime
import json
import random
import subprocess
import sys


def lines(path):
    if path.endswith(".zst"):
        return subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout.splitlines()
    with open(path, "rb") as file:
        return file.read().splitlines()


def again(report, copy, rng):
    report = dict(report)
    report["id"] = f"{report['id']}-{copy}"
    if report.get("url"):
        report["url"] = f"{report['url']}?copy={copy}"
    day = report.get("published")
    if day:
        date = datetime.date.fromisoformat(day[:10]) + datetime.timedelta(days=45 * copy)
        report["published"] = date.isoformat() + day[10:]
    words = []
    for word in report["text"].split(" "):
        chance = rng.random()
        if chance > 0.02:
            words.append(word)
        if chance > 0.99:
            words.append(word)
    report["text"] = " ".join(words)
    return report


def main():
    count, path = int(sys.argv[1]), sys.argv[2]
    first = [json.loads(line) for line in lines(path)]
    reports = first[:count]
    copy = 0
    while len(reports) < count:
        copy += 1
        rng = random.Random(copy)
        reports.extend(again(report, copy, rng) for report in first[: count - len(reports)])
    reports.sort(key=lambda report: (report.get("published") or "9999", report["id"]))
    for report in reports:
        print(json.dumps(report, ensure_ascii=False))


main()
