"""Tools of the checkout: benchmarks, sample files, crash trials; no part of the program."""
