from . import action_plan
from . import agreement
from . import authorisation
from . import membership
from . import regulation
