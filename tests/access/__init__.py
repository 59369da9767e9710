from . import test_core_overrides
from . import test_guards
from . import test_office_setting
from . import test_scoped_fields
from . import test_upkeep
from . import test_warm
from . import test_windows
from . import test_sudo
