from . import action_plan
from . import agreement
from . import membership
from . import regulation
