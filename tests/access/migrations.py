from pathlib import Path

from odoo.modules.migration import load_script

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def migrate(env, version, script):
    """Run one script of ``migrations/`` as an update does."""
    env.flush_all()
    load_script(str(MIGRATIONS / version / f"{script}.py"), script).migrate(env.cr, version)
    env.invalidate_all()
