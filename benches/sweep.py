"""The model of examples/pastebin.nap in NumPy, for benches/speed.rs: python3 sweep.py POINTS FILE

Prints the seconds for the points and what follows from them, for what follows alone, and for all of it with the
file written: each the best of three.
"""

import sys
import time

import numpy

MONTHS = 36  # three years of the calendar `primer`
PASTE = 1000 + 7 + 4 + 5 + 255  # bytes


def figures(writes):
    """Storage in TB, reads a month, and the share of the keys in use, of so many pastes a month."""
    growth = writes * PASTE
    storage = growth * MONTHS / 1e12
    reads = writes * 10
    keys = writes * MONTHS / 62.0**7
    return storage, reads, keys


def taken(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def best(work):
    return min(taken(work)[0] for _ in range(3))


def main():
    points, file = int(sys.argv[1]), sys.argv[2]

    def sweep():
        writes = numpy.geomspace(1e6, 1e9, points)
        return (writes, *figures(writes))

    def write():
        rows = numpy.column_stack(sweep())
        names = "writes (pastes/month),storage (TB),reads (pastes/month),keys"
        numpy.savetxt(file, rows, fmt="%.15g", delimiter=",", newline="\r\n", header=names, comments="")

    writes = numpy.geomspace(1e6, 1e9, points)
    print(best(sweep), best(lambda: figures(writes)), taken(write)[0])


main()
