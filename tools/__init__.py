"""Sets up, runs and checks the addon on a Debian machine: what stands behind `make demo` and `make test`.

Only the standard library of Python 3.11 is used, for it runs before anything is installed. Whatever it makes
lies in one cache folder outside the repository (:mod:`tools.places`).
"""
