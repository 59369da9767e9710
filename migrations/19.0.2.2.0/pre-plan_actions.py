"""An action of a plan is direct or indirect (K3D-255); what was left unmarked counts as direct, the default."""


def migrate(cr, version):
    cr.execute("UPDATE kooperacje_plan_action SET contact_mode = 'direct' WHERE contact_mode IS NULL")
