from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.animator_post import HALF_POST_COMMUNES
from odoo.addons.kooperacje.kernels.office_day import office_day_start, office_today


class AnimatorWorkload(models.Model):
    """Animators of communes and counties: what is in their care, the post it needs and the one they hold (RUR-51–54).

    One row for each animator and level, live, over all partnerships that are not closed, of other offices too: the
    animator of a county serves several. The post held is the one of the signed entrusting of the function in force
    (paper 4.6); a county needs half a post for one to four communes and a full one for more (RUR-52), for a commune the
    Model names a quarter only as an example (RUR-53), so nothing is required. Hours are those of the last twelve
    months, so that a head sees who needs relief (RUR-177). It names workers whom the partnership names anyway.
    """

    _name = "kooperacje.animator.workload"
    _description = "Workload of an animator"
    _auto = False
    _order = "level desc, post_missing desc, partner_id"
    _rec_name = "partner_id"
    _depends = {
        "kooperacje.partnership": ["active", "area_ids", "commune_animator_id", "county_animator_id", "state"],
        "kooperacje.area": ["level"],
        "kooperacje.appointment": [
            "date_from", "date_to", "document_state", "person_id", "post_fraction", "subject",
        ],
        "kooperacje.meeting": ["duration", "kind", "partnership_id", "start", "state"],
        "kooperacje.meeting.participant": ["meeting_id", "partner_id", "presence"],
        "kooperacje.school.enrolment": ["hours", "partner_id", "state"],
        "res.partner": ["parent_id"],
    }

    partner_id = fields.Many2one("res.partner", "Animator", readonly=True)
    institution_id = fields.Many2one("res.partner", "Institution", readonly=True)
    level = fields.Selection([("commune", "Commune"), ("county", "County")], readonly=True)
    partnership_count = fields.Integer("Partnerships", readonly=True)
    commune_count = fields.Integer("Communes", readonly=True)
    post_required = fields.Float("Required post", digits=(3, 2), readonly=True)
    post_held = fields.Float("Post held", digits=(3, 2), readonly=True)
    post_missing = fields.Float("Post missing", digits=(3, 2), readonly=True)
    meeting_count = fields.Integer("Meetings in a year", readonly=True)
    meeting_hours = fields.Float("Hours of meetings in a year", readonly=True)
    school_hours = fields.Float("Hours of training in a year", readonly=True)
    user_can_read = fields.Boolean(
        compute="_compute_user_can_read", search="_search_user_can_read", export_string_translation=False,
    )

    @property
    def _table_query(self):
        today = office_today()
        year_ago = today - relativedelta(years=1)
        return SQL(
            """
            WITH served AS (
                SELECT county_animator_id AS partner_id, 'county' AS level, id AS partnership_id
                  FROM kooperacje_partnership
                 WHERE county_animator_id IS NOT NULL AND active AND state != 'closed'
             UNION ALL
                SELECT commune_animator_id, 'commune', id
                  FROM kooperacje_partnership
                 WHERE commune_animator_id IS NOT NULL AND active AND state != 'closed'
            ),
            cared AS (
                SELECT served.partner_id, served.level, COUNT(DISTINCT served.partnership_id)::int AS partnerships,
                       COUNT(DISTINCT area.id)::int AS communes
                  FROM served
             LEFT JOIN %(relation)s link ON link.kooperacje_partnership_id = served.partnership_id
             LEFT JOIN kooperacje_area area ON area.id = link.kooperacje_area_id AND area.level = 'commune'
              GROUP BY served.partner_id, served.level
            ),
            posted AS (
                SELECT cared.*, COALESCE(held.post, 0) AS post_held,
                       CASE WHEN cared.level = 'commune' OR cared.communes = 0 THEN 0
                            WHEN cared.communes <= %(half)s THEN 0.5 ELSE 1 END AS post_required
                  FROM cared
             LEFT JOIN LATERAL (
                       SELECT MAX(post_fraction) AS post
                         FROM kooperacje_appointment paper
                        WHERE paper.person_id = cared.partner_id AND paper.subject = cared.level || '_animator'
                              AND paper.document_state = 'signed'
                              AND (paper.date_from IS NULL OR paper.date_from <= %(today)s)
                              AND (paper.date_to IS NULL OR paper.date_to >= %(today)s)
                   ) held ON TRUE
            )
            SELECT posted.partner_id::bigint * 2 + (posted.level = 'county')::int AS id, posted.partner_id,
                   person.parent_id AS institution_id, posted.level, posted.partnerships AS partnership_count,
                   posted.communes AS commune_count, posted.post_required, posted.post_held,
                   GREATEST(posted.post_required - posted.post_held, 0) AS post_missing,
                   COALESCE(met.meetings, 0)::int AS meeting_count, COALESCE(met.hours, 0) AS meeting_hours,
                   COALESCE(trained.hours, 0) AS school_hours
              FROM posted
              JOIN res_partner person ON person.id = posted.partner_id
         LEFT JOIN LATERAL (
                       SELECT COUNT(*) AS meetings, SUM(meeting.duration) AS hours
                         FROM served
                         JOIN kooperacje_meeting meeting ON meeting.partnership_id = served.partnership_id
                        WHERE served.partner_id = posted.partner_id AND served.level = posted.level
                              AND meeting.kind = 'partnership' AND meeting.state = 'held'
                              AND meeting.start >= %(since)s AND EXISTS (
                              SELECT FROM kooperacje_meeting_participant came
                               WHERE came.meeting_id = meeting.id AND came.partner_id = posted.partner_id
                                     AND came.presence = 'present')
                   ) met ON TRUE
         LEFT JOIN LATERAL (
                       SELECT SUM(enrolment.hours) AS hours
                         FROM kooperacje_school_enrolment enrolment
                         JOIN kooperacje_school_course course ON course.id = enrolment.course_id
                        WHERE enrolment.partner_id = posted.partner_id AND enrolment.state = 'attended'
                              AND course.date_from >= %(year_ago)s
                   ) trained ON TRUE
            """,
            relation=SQL.identifier(self.env["kooperacje.partnership"]._fields["area_ids"].relation),
            half=HALF_POST_COMMUNES, today=today, year_ago=year_ago, since=office_day_start(year_ago),
        )

    def _compute_user_can_read(self):
        readable = self.search([("id", "in", self.ids), ("user_can_read", "=", True)])
        for row in self:
            row.user_can_read = row in readable

    @api.model
    def _search_user_can_read(self, operator, value):
        """Animators of the partnerships that the user may read today."""
        if operator != "in":
            return NotImplemented
        Partnership = self.env["kooperacje.partnership"].with_user(self.env.uid)
        people = Partnership.search_fetch([], ["county_animator_id", "commune_animator_id"])
        return fields.Domain("partner_id", "in", (people.county_animator_id | people.commune_animator_id).ids)
