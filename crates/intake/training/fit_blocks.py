#!/usr/bin/env python3
"""Fits the forest that tells which blocks of a page are its article, and writes crates/intake/data/blocks.forest.

usage: fit_blocks.py ROWS_FOLDER OUT.forest

ROWS_FOLDER holds, for each set, the rows that the evaluation prints from the corpora (numbers of structure alone, no words):

    for set in aeb wcxb-dev news-dev outlets-dev segments-dev; do
        copydesk-eval bodies CORPORA/html/$set.jsonl.zst --with features > ROWS_FOLDER/$set.tsv
    done

Needs numpy 2.4.6 and scikit-learn 1.9.1; with these the same rows give the same bytes. Prints the body scores of a model that was
fitted on half of the sites and measured on the other half (by blocks, not by shingles), for a few thresholds.
"""
import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

SETS = ["aeb", "wcxb-dev", "news-dev", "outlets-dev", "segments-dev"]
SEGMENTS = SETS.index("segments-dev")
CHARACTERS, LINK_SHARE = 0, 3  # columns of the features


def read(folder):
    """Rows of all sets: page number, site number, set, weight, label (-1 unknown), features."""
    pages, hosts, weights, labels, sets, features = [], [], [], [], [], []
    page = 0
    for number, name in enumerate(SETS):
        last = None
        with open(Path(folder) / f"{name}.tsv", encoding="utf-8") as rows:
            for row in rows:
                cells = row.rstrip("\n").split("\t")
                page += cells[0] != last
                last = cells[0]
                pages.append(page)
                hosts.append(cells[1])
                weights.append(float(cells[2]))
                labels.append(float(cells[3]))
                sets.append(number)
                features.append(np.array(cells[6:], dtype=np.float32))
    numbers = {host: i for i, host in enumerate(sorted(set(hosts)))}
    sites = np.array([numbers[host] for host in hosts])
    return tuple(map(np.array, (pages, sites, sets, weights, labels, features)))


def model():
    return HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.08, max_leaf_nodes=20, min_samples_leaf=60, l2_regularization=3.0,
        max_bins=128, max_features=0.3, random_state=1, early_stopping=False)


def scores(pages, sets, weights, labels, chosen):
    """Body F1 a set, after the article-extraction benchmark but over whole blocks; for segments, F1 of blocks."""
    out = []
    for number in range(len(SETS)):
        rows = sets == number
        label, pick = np.maximum(labels[rows], 0), chosen[rows]
        if number == SEGMENTS:
            known = labels[rows] >= 0
            hit = (pick & (label >= .5) & known).sum()
            extra, missed = (pick & (label < .5) & known).sum(), (~pick & (label >= .5) & known).sum()
        else:
            weight = np.maximum(weights[rows], 0)
            _, page = np.unique(pages[rows], return_inverse=True)
            hit = np.bincount(page, weight * label * pick)
            extra = np.bincount(page, weight * (1 - label) * pick)
            missed, hit = np.maximum(1 - hit, 0), np.minimum(hit, 1)
            whole = hit + extra + missed
            hit, extra, missed = (hit / whole).sum(), (extra / whole).sum(), (missed / whole).sum()
        out.append(round(float(2 * hit / (2 * hit + extra + missed)), 4))
    return out


def preorder(nodes, at, out):
    node = nodes[at]
    if node["is_leaf"]:
        out.append(f"{node['value']:.5g}")
    else:
        out.append(f"{node['feature_idx']}<{node['num_threshold']:.8g}")
        preorder(nodes, node["left"], out)
        preorder(nodes, node["right"], out)


def main():
    folder, target = sys.argv[1:]
    pages, sites, sets, weights, labels, features = read(folder)
    wanted = (labels >= .5).astype(int)
    # A row weighs the square root of its share of the article's words, so that small pieces count a little.
    importance = np.where(sets == SEGMENTS, 0.7, np.sqrt(np.clip(weights, 0, 1)) + 0.02)
    # Short rows that are all link are never article; the reader drops them before it asks.
    link = (features[:, CHARACTERS] < 30) & (features[:, LINK_SHARE] > .9)
    usable = (labels >= 0) & ~link

    half = (sites * 2654435761 % 2**32 >> 7) % 2
    held_out = np.zeros(len(wanted))
    for k in (0, 1):
        rows = (half != k) & usable
        fitted = model().fit(features[rows], wanted[rows], sample_weight=importance[rows])
        held_out[half == k] = fitted.predict_proba(features[half == k])[:, 1]
    held_out[link] = 0
    for threshold in (.3, .4, .5, .6):
        print("held out at", threshold, dict(zip(SETS, scores(pages, sets, weights, labels, held_out >= threshold))))

    fitted = model().fit(features[usable], wanted[usable], sample_weight=importance[usable])
    # The lines that say what the file is stay as they are.
    head = [line for line in Path(target).read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    lines = [*head, f"forest {float(np.ravel(fitted._baseline_prediction)[0])!r}"]
    for (tree,) in fitted._predictors:
        out = []
        preorder(tree.nodes, 0, out)
        lines.append(" ".join(out))
    Path(target).write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
