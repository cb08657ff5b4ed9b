"""Four columns multiplied in NumPy and, where it is installed, numba, for benches/speed.rs: python3 lanes.py ROWS

Prints the seconds of one pass over all rows, on one thread: the best of many, NumPy first.
"""

import sys
import time

import numpy


def columns(rows):
    spread = 1 + numpy.arange(rows) / rows
    return [base * spread for base in (1e7, 4 / 86400, 8000.0, 365 * 86400.0)]


def best(work):
    def taken():
        start = time.perf_counter()
        for _ in range(50):
            work()
        return (time.perf_counter() - start) / 50

    work()
    return min(taken() for _ in range(31))


def main():
    users, actions, payload, days = columns(int(sys.argv[1]))
    print(best(lambda: users * actions * payload * days))
    try:
        import numba
    except ImportError:
        return

    @numba.njit
    def product(users, actions, payload, days, result):
        for row in range(users.size):
            result[row] = users[row] * actions[row] * payload[row] * days[row]

    result = numpy.empty_like(users)
    print(best(lambda: product(users, actions, payload, days, result)))


main()
