import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const WIDTH = 120;
const HEIGHT = 28;

/** Figures at a glance: each card a number, how it has changed in words, its year as a line and what is behind it. */
export class Figures extends Component {
    static template = "kooperacje.Figures";
    static props = { ...standardActionServiceProps };
    static path = "figures";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, told: {}, opened: { ...this.props.state?.opened } });
        // Whoever looks behind a figure and comes back finds the page as it was left.
        useSetupAction({
            getLocalState: () => ({
                partnershipId: this.state.data?.partnership_id,
                period: this.state.data?.period,
                opened: { ...this.state.opened },
            }),
        });
        const asked = this.props.action?.params?.partnership_id;
        onWillStart(() => this.load(this.props.state?.partnershipId ?? asked, this.props.state?.period));
    }

    async load(partnershipId, period) {
        this.state.data = await this.orm.call("kooperacje.indicator", "dashboard", [], {
            partnership_id: partnershipId ?? null,
            period: period || null,
        });
        this.props.updateActionState?.({
            partnershipId: this.state.data.partnership_id,
            period: this.state.data.period,
        });
    }

    choosePartnership(ev) {
        return this.load(Number(ev.target.value), this.state.data.period);
    }

    choosePeriod(ev) {
        return this.load(this.state.data.partnership_id, ev.target.value);
    }

    toggleDefinition(card) {
        this.state.told[card.id] = !this.state.told[card.id];
    }

    /** The records behind a figure, those the user may read. */
    async open(card, part = false) {
        const action = await this.orm.call("kooperacje.indicator", "action_open_records", [[card.id]], {
            partnership_id: this.state.data.partnership_id,
            date_from: card.open.date_from,
            date_to: card.open.date_to,
            part,
        });
        return this.action.doAction(action);
    }

    openList() {
        return this.action.doAction(this.state.data.list_action);
    }

    isOpen(section) {
        return section.area === "headline" || Boolean(this.state.opened[section.area]);
    }

    toggle(section) {
        this.state.opened[section.area] = !this.state.opened[section.area];
    }

    /** All of it goes on paper, whatever is folded on the screen. */
    async print() {
        for (const section of this.state.data.sections) {
            this.state.opened[section.area] = true;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
        window.print();
    }

    /** Points of the line of the last months; months without a figure leave a gap. */
    lines(trend) {
        const known = trend.filter((value) => value !== null);
        const low = Math.min(...known, 0);
        const height = Math.max(...known, 1) - low || 1;
        const step = (WIDTH - 4) / Math.max(trend.length - 1, 1);
        const runs = [[]];
        trend.forEach((value, index) => {
            if (value === null) {
                runs.push([]);
            } else {
                const y = HEIGHT - 3 - ((value - low) / height) * (HEIGHT - 6);
                runs.at(-1).push(`${(2 + index * step).toFixed(1)},${y.toFixed(1)}`);
            }
        });
        return runs.filter((run) => run.length);
    }

    hasTrend(card) {
        return card.trend.filter((value) => value).length > 1;
    }

    /** What the line shows, for those who listen. */
    trendText(card) {
        const values = card.trend.map((value) => (value === null ? "–" : Math.round(value * 10) / 10));
        return _t("Last twelve months: %s", values.join(", "));
    }
}

registry.category("actions").add("kooperacje_figures", Figures);
