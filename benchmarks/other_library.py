"""recordlinkage, the library beside which ours is measured: two ways of its documentation, on the records of real_names.

It runs in an environment of its own, since the product needs none of what it brings (pandas, SciPy, scikit-learn):

    python -m venv OTHER && OTHER/bin/pip install recordlinkage==0.16
    python -m benchmarks.real_names FOLDER --other OTHER/bin/python

Here comes in a table on standard input: id, first, surname, born, place. Out goes one JSON line for each way: its
name, the pairs that it links, and the seconds that it worked. It is under the BSD licence, as is what it brings.
"""

import json
import sys
import time
from importlib import import_module
from typing import Any

CLOSE = 0.85  # of Jaro and Winkler's likeness, and of Levenshtein's, as in the example of its documentation
BLOCKS = ("surname", "born", "place")  # a pair that shares none of these is never compared
ENOUGH = 3  # of the four comparisons, as its example asks for more than half


def main() -> None:
    """Link what comes in, in both ways."""
    # By name: neither is among what the product installs, so that nothing knows their types here.
    pandas, recordlinkage = import_module("pandas"), import_module("recordlinkage")
    table = pandas.read_csv(sys.stdin, index_col="id", dtype=str)
    began = time.process_time()
    index = recordlinkage.Index()
    for block in BLOCKS:
        index.block(block)
    comparing = recordlinkage.Compare()
    comparing.string("first", "first", method="jarowinkler", threshold=CLOSE, label="first")
    comparing.string("surname", "surname", method="jarowinkler", threshold=CLOSE, label="surname")
    comparing.exact("born", "born", label="born")
    comparing.string("place", "place", method="levenshtein", threshold=CLOSE, label="place")
    pairs = index.index(table)
    found = comparing.compute(pairs, table)
    compared = time.process_time() - began
    said("three of four comparisons", found[found.sum(axis=1) >= ENOUGH].index, compared)
    began = time.process_time()
    # Fellegi and Sunter's model learnt without labels, as ours is; it asks for comparisons that hold or do not.
    links = recordlinkage.ECMClassifier(binarize=0.5).fit_predict(found)
    said("ECM", links, compared + time.process_time() - began)


def said(name: str, links: Any, seconds: float) -> None:
    """One line for each way."""
    pairs = [[int(one), int(two)] for one, two in links]
    print(json.dumps({"name": name, "pairs": pairs, "seconds": round(seconds, 1)}), flush=True)


if __name__ == "__main__":
    main()
