from odoo.tools.sql import column_exists


def migrate(cr, version):
    """An action of a plan is direct or indirect (K3D-255); those of before were taken for direct."""
    # Early versions have no actions of plans.
    if column_exists(cr, "kooperacje_plan_action", "contact_mode"):
        cr.execute("UPDATE kooperacje_plan_action SET contact_mode = 'direct' WHERE contact_mode IS NULL")
