from . import test_file_reference_kernel
from . import test_file_reference
from . import test_references_at_once
