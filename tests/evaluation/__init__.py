from . import test_suppression_kernel
