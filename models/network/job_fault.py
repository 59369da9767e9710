from odoo import Command, api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today

from .job import _code

# On which night in a row the head of the office is told.
TOLD_ON_NIGHT = 3
ACTIVITY = "kooperacje.activity_job_fault"


class JobFault(models.Model):
    """A record that a nightly job could not do: which, what kind of error, since when. It holds no word of the record.

    Made and taken away by the jobs alone; it goes as soon as the record has been done or has nothing left to do. A
    night counts once, however often the job is called in it.
    """

    _name = "kooperacje.job.fault"
    _description = "Fault of a nightly job"
    _order = "nights desc, last_on desc, id"
    _rec_name = "job"

    job = fields.Char("Job (code)", required=True, readonly=True)
    cron_id = fields.Many2one("ir.cron", "Scheduled job", readonly=True, ondelete="set null", index="btree_not_null")
    task = fields.Char("Nightly task", compute="_compute_task")
    res_model = fields.Char("Kind of record (code)", required=True, readonly=True)
    kind = fields.Char("Kind of record", compute="_compute_task")
    # A number and no reference: the list would call the record by its name.
    res_id = fields.Integer("Number of the record", readonly=True, help="0: the job could not even begin.")
    company_id = fields.Many2one("res.company", "Office", readonly=True, index="btree_not_null", ondelete="cascade")
    code = fields.Char("Kind of error", readonly=True)
    first_on = fields.Date("First night", required=True, readonly=True)
    last_on = fields.Date("Last night", required=True, readonly=True)
    nights = fields.Integer("Nights in a row", readonly=True, default=1)
    told_on = fields.Date("The head was told on", readonly=True)
    activity_ids = fields.Many2many(
        "mail.activity", "kooperacje_job_fault_activity_rel", string="Told by", readonly=True,
    )

    _record_uniq = models.UniqueIndex("(job, res_model, res_id)")

    @api.depends("cron_id", "res_model")
    def _compute_task(self):
        for fault in self:
            # sudo: what a job is called is no secret.
            fault.task = fault.cron_id.sudo().ir_actions_server_id.name or fault.job
            fault.kind = self.env["ir.model"]._get(fault.res_model).name

    # ------------------------------------------------------------------
    # Kept by the jobs (superuser)
    # ------------------------------------------------------------------

    @api.model
    def _failed_today(self, job, records):
        """Those of ``records`` that have failed in ``job`` today already."""
        faults = self.search([
            ("job", "=", job), ("res_model", "=", records._name), ("last_on", "=", office_today()),
        ])
        return records.browse(faults.mapped("res_id")) & records

    @api.model
    def _remember(self, job, failed, office=None):
        """Note ``failed``, pairs of record and error; a record without id stands for the job that could not begin."""
        if not failed:
            return
        today, Job = office_today(), self.env["kooperacje.job"]
        known = {(fault.res_model, fault.res_id): fault for fault in self.search([("job", "=", job)])}
        for record, error in failed:
            Job._log(job, record, error)
            fault = known.get((record._name, record.id or 0))
            if not fault:
                self.create({
                    "job": job, "cron_id": self.env.context.get("cron_id"), "res_model": record._name,
                    "res_id": record.id or 0, "company_id": self._office(record, office), "code": _code(error),
                    "first_on": today, "last_on": today,
                })
            elif fault.last_on < today:
                fault.write({"last_on": today, "nights": fault.nights + 1, "code": _code(error)})

    @api.model
    def _office(self, record, office):
        """Id of the office of a broken record; even that may not be read."""
        if not record or not (office or "company_id" in record._fields):
            return False
        # sudo: the id of the office alone, so that its head is told.
        _error, company = self.env["kooperacje.job"]._attempt(
            lambda: (office(record) if office else record.sudo().company_id)[:1].id,
        )
        return company

    @api.model
    def _forget(self, job, done):
        """``done`` have been done: nothing is wrong with them any more."""
        if done:
            self.search([
                ("job", "=", job), ("res_model", "=", done._name), ("res_id", "in", done.ids),
            ])._clear()

    @api.model
    def _forget_before_today(self, job):
        """All was tried: what has not failed today was not to be done any more, or the job could not begin before."""
        self.search([("job", "=", job), "|", ("last_on", "<", office_today()), ("res_id", "=", 0)])._clear()

    def _clear(self):
        activities = self.activity_ids
        self.unlink()
        activities -= self.search([("activity_ids", "in", activities.ids)]).activity_ids
        activities.unlink()

    @api.model
    def _tell(self, job):
        """On the third night an activity for the head of each office concerned, once, in the head's language.

        One for all records of the office that the job leaves undone; a later one that fails as long joins it. What
        belongs to no office, the whole job that cannot begin included, stands on the administrator's list alone.
        """
        faults = self.search([("job", "=", job), ("company_id", "!=", False), ("nights", ">=", TOLD_ON_NIGHT)])
        for company, some in faults.grouped("company_id").items():
            if new := some.filtered(lambda fault: not fault.told_on):
                activities = some.activity_ids or new._tell_heads(company)
                new.write({"told_on": office_today(), "activity_ids": [Command.set(activities.ids)]})

    def _tell_heads(self, company):
        heads = self.env["kooperacje.role.assignment"].search([
            ("company_id", "=", company.id), ("role", "=", "manager"), ("is_current", "=", True),
            ("user_id.active", "=", True),
        ]).user_id
        partnership = self.env["kooperacje.partnership"].search([("company_id", "=", company.id)], limit=1)
        activities = self.env["mail.activity"]
        for head in heads:
            told = self._in_language_of(head)
            values = {
                "activity_type_id": self.env.ref(ACTIVITY).id, "user_id": head.id, "date_deadline": office_today(),
                "summary": told.env._("A nightly task has failed three times in a row"), "note": told._note(),
            }
            if partnership:
                values |= {"res_model_id": self.env["ir.model"]._get_id(partnership._name), "res_id": partnership.id}
            activities |= told.env["mail.activity"].create(values)
        return activities

    def _note(self):
        """Which task and how many records; numbers only, for the note travels in a mail."""
        return self.env._(
            "“%(task)s” could not be done for: %(kind)s (%(count)s). Everything else was done. Ask the administrator "
            "of the program to look at Configuration, Nightly tasks that failed.",
            task=self[:1].task, kind=self[:1].kind, count=len(self),
        )
