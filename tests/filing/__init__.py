from . import test_file_reference_kernel
from . import test_file_reference
from . import test_references_at_once
from . import test_dispatch
from . import test_eadm_kernel
from . import test_release
from . import test_whole_file
