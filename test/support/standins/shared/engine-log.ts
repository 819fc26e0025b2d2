/** Messages to the person at the terminal, sent through the engine that started this plugin. */
import grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";

export type Severity = "debug" | "info" | "warning" | "error";

const severities = {
  debug: engineProto.LogSeverity.DEBUG,
  info: engineProto.LogSeverity.INFO,
  warning: engineProto.LogSeverity.WARNING,
  error: engineProto.LogSeverity.ERROR,
} as const;

export interface EngineLog {
  /** Shows a message; `urn` ties it to a resource. Settles when the engine has it, and never rejects. */
  message(severity: Severity, text: string, urn?: string): Promise<void>;
  /** Shows a line in the live status column only; it leaves no trace in the summary. */
  status(text: string, urn: string): Promise<void>;
}

/** Without an address (a plugin started by hand) messages go to stderr. */
export function engineLog(address: string | undefined): EngineLog {
  if (address === undefined) {
    return {
      message: (severity, text) => {
        console.error(`${severity}: ${text}`);
        return Promise.resolve();
      },
      status: () => Promise.resolve(),
    };
  }
  const client = new engineGrpc.EngineClient(address, grpc.credentials.createInsecure());
  const send = (severity: Severity, text: string, urn: string, ephemeral: boolean) =>
    new Promise<void>((resolve) => {
      const request = new engineProto.LogRequest();
      request.setSeverity(severities[severity]);
      request.setMessage(text);
      request.setUrn(urn);
      request.setEphemeral(ephemeral);
      client.log(request, () => {
        resolve();
      });
    });
  return {
    message: (severity, text, urn = "") => send(severity, text, urn, false),
    status: (text, urn) => send("info", text, urn, true),
  };
}
