from . import access_grant
from . import agreement_terminate
from . import area_import
from . import document_sign
from . import membership
from . import membership_stop
from . import office_settings
from . import request_decide
