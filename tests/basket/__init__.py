from . import test_basket_http
from . import test_basket_import
from . import test_basket_kernel
from . import test_basket_queries
from . import test_card_kernel
from . import test_card_upload
from . import test_service
from . import test_service_card
