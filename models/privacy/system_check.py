from odoo import api, models


class SystemCheck(models.TransientModel):
    _inherit = "kooperacje.system.check"

    @api.model
    def _checks(self):
        return [*super()._checks(), "_check_read_log"]

    @api.model
    def _check_read_log(self):
        """The log of reads is append-only by a trigger, which a restore may have left out or switched off."""
        name = self.env._("Log of accesses")
        if self._select("""
            SELECT 1 FROM pg_trigger WHERE tgname = 'kooperacje_read_log_append_only' AND tgenabled IN ('O', 'A')
               AND tgrelid = to_regclass('kooperacje_read_log')
        """):
            return [self._line("ok", name, self.env._("It cannot be changed by anyone"))]
        return [self._line(
            "fault", name, self.env._("Its rows can be changed"), self.env._(
                "The trigger that seals the log is missing or switched off. Press Repair, and ask who switched it off: "
                "rows of that time prove nothing.",
            ), "_repair_read_log",
        )]

    def _repair_read_log(self):
        self.env["kooperacje.read.log"].init()
        self.env.cr.execute(
            "ALTER TABLE kooperacje_read_log ENABLE TRIGGER kooperacje_read_log_append_only",
        )
