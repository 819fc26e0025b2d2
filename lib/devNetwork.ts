const first = { sms: 11, fe: 21 } as const;

/** The address of the dev stack's host with that number, counted from 0: SMS nodes from .11 of its /24 on, FE nodes from .21. */
export function devNodeAddress(subnet: string, kind: "sms" | "fe", number: number): string {
  return subnet.replace(/0\/24$/, String(first[kind] + number));
}
