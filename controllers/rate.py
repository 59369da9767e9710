from odoo.tools import config

from odoo.addons.kooperacje.kernels.rate_limit import RateLimit, per_process


def machines():
    """On how many machines the office runs Odoo: ``kooperacje_machines`` in its configuration, one if nothing is said.
    """
    said = str(config.get("kooperacje_machines") or "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 1


def rate_limit(limit, seconds=60):
    """At most ``limit`` requests of one address in ``seconds``, over all workers of all machines."""
    return RateLimit(limit=per_process(limit, config["workers"], machines()), seconds=seconds)
