"""grantsapp: the small grants of a city fund. Come in through app.py."""

import os

# Several processes share the cores already, and our matrices are small: threads of the
# linear algebra wait for each other, and make a fit on a busy machine a hundred times
# slower. It is read when numpy is imported first, so it stands before everything.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
