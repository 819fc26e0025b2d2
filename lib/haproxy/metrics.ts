import type { Common, Page } from "./model.ts";
import { pageBinds } from "./parts.ts";
import { renderFile } from "./text.ts";

/** The node whose metrics are served, and where. */
export interface MetricsModel extends Pick<Common, "stack" | "smsNodes" | "address"> {
  readonly metrics: Page;
}

/**
 * The file beside `haproxy.cfg` that serves HAProxy's metrics to Prometheus. Only a HAProxy that was built with the exporter accepts it,
 * and only the host knows that. So it is a file of its own.
 */
export function renderMetrics(model: MetricsModel): string {
  return renderFile(
    [
      `Managed by n2acd-ha, stack ${model.stack}: HAProxy's figures for Prometheus. Changes made here are lost: change the`,
      "stack and run pulumi up.",
    ],
    [
      {
        heading: "frontend metrics",
        comment: "Asked every few seconds, so only what goes wrong is logged.",
        lines: [
          "mode http",
          "option dontlog-normal",
          ...pageBinds("metrics", model.metrics, model),
          "maxconn 20",
          "timeout client 10s",
          "timeout http-request 10s",
          "http-request deny unless { path /metrics }",
          "http-request use-service prometheus-exporter",
        ],
      },
    ],
  );
}
