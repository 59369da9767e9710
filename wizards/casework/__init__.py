from . import plan_service_stop
