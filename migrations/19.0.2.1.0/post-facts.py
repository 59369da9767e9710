"""An institution that was invited and never joined has not left; teams on hold know since when."""


def migrate(cr, version):
    cr.execute("""
        UPDATE kooperacje_membership
           SET state = 'withdrawn', invitation_ended_on = COALESCE(date_to, write_date::date), date_to = NULL
         WHERE state = 'left' AND date_from IS NULL
    """)
    cr.execute("""
        UPDATE kooperacje_team team
           SET suspended_on = COALESCE(c.suspended_on, team.write_date::date)
          FROM kooperacje_case c
         WHERE c.id = team.case_id AND team.state = 'suspended' AND team.suspended_on IS NULL
    """)
    # Taking the work up again bears a premise, also where it had ended before this was asked for (K3D-189).
    cr.execute("""
        UPDATE kooperacje_case c SET owes_return = TRUE, return_premise_id = NULL
         WHERE c.phase IN ('aftercare', 'closed') AND c.owes_return IS NOT TRUE
           AND EXISTS (SELECT FROM kooperacje_team team WHERE team.case_id = c.id)
    """)
