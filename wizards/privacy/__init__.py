from . import base_module_uninstall
from . import person_merge
from . import person_merge_line
from . import person_relink
from . import disposal_approve
