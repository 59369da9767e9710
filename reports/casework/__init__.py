from . import assessment
from . import activity
from . import consent
from . import diagnosis
