from . import base_module_uninstall
from . import disposal_approve
