from . import test_card_kernel
