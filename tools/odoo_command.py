"""Odoo's command line as a file of its own: beside its workers Odoo runs the file it was started from once more, which
`python -m odoo` does not bear.
"""

from odoo.cli.command import main

if __name__ == "__main__":
    main()
