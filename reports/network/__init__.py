from . import action_plan
from . import agreement
from . import appointment
from . import authorisation
from . import membership
from . import regulation
from . import role_paper
