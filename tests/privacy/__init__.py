from . import test_access
from . import test_case_pointer
from . import test_case_scoped
from . import test_closing_doors
from . import test_house
from . import test_matrix_access
from . import test_read_log
from . import test_registry_access
