import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { getReportUrl } from "@web/webclient/actions/reports/utils";

/**
 * Our papers are made in Odoo itself: they are downloaded without asking for wkhtmltopdf, which may be missing.
 */
export async function downloadPaper(action, options, env) {
    if (action.report_type !== "qweb-pdf" || !action.report_name.startsWith("kooperacje.")) {
        return false;
    }
    env.services.ui.block();
    try {
        await download({
            url: "/report/download",
            data: {
                data: JSON.stringify([getReportUrl(action, "pdf"), action.report_type]),
                context: JSON.stringify({ ...user.context, ...action.context }),
            },
        });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry.category("ir.actions.report handlers").add("kooperacje.papers", downloadPaper);
