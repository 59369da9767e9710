"""Properties are tested on machines that have other work too: no test of ours fails for the time it took."""

from freezegun import api
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# At each start of a frozen clock freezegun asks every module loaded for a sorted list of its names, to see whether it
# has changed: some four thousand lists, a twentieth of the time of the whole suite. Their number tells as much.
api._get_module_attributes_hash = lambda module: f"{id(module)}-{len(getattr(module, '__dict__', ()))}"
