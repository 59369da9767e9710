from . import upload_mixin
from . import basket_catalogue
from . import basket_import
from . import card_return
from . import card_upload
from . import service_merge
from . import hsds_import
from . import service_withdraw
