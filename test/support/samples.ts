/** Public keys that ssh-keygen made; their private halves are thrown away. */
export const keys = {
  ed25519: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKWuUZNW8Ry6l5C3PswB+OLm7jfSzfqj7v7meLEuhskP",
  rsa: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQCvSOGbNenH6kSep+KOQFEHIP7anGIwtbP2LkYeHVCi9C5l5NgrzgbOcEYZ1ZLYwc0qjHZnXjU/gFApXoC6u2At429RKsai7flvN2cE7LtN4l1PWNFACyzL4uQFs3rb/KtPwT6zVznXHfHwb8yuKw6f13Uq8M0OQp+VmvnVuCy9qVAKG/vU83UIFaEtQX7M2gqh7SQRha76XuedqboX8XEsjKnNBnAXVvwox82hHjcF1q3ousZ/saLmg9d6O9+rx0RqbYaHbtjfhAfyTYEFuP84F3rn/7PB1rbYL0UXaEluouksvxkArW0qIO87/ftK3bM7LgIrn6sow5RZySbqM6YddKl2g5s9aFGpux5tKdNObPhJMKrQP05owKLnEg86mF+nOFCScINnxsnL8xkAfYKkomKHqYxHLpalFH7Jz1x2+9Od7+scISy7vBdThXYxS+wS7VoMJrm56ReHpzH7avpapzTIP7K0QG9aBblzwYNcFAeHlAWrpypymqn/xHWCn7k=",
  ecdsa256:
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBMWbWTvOakADHFgkqLy8gEvG91f77/Z3vJk2YuG8veSG8xr2w7FNsmn51JLQu91Se2PqWl3uNS61Mpl4lOXZcRs=",
  ecdsa521:
    "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAAWrYa1y6kmyJw/bUHVqDjeu7fYwrbfiXGlR8M3JVW4+WJ6GvZTrPyrS7NP5+cg4t0A+/0Pm5IN1aK3DlP+insaCgFOytMvwM9nEJCRv/PpSsY59+IOF7ou67+wRnlHphyH/AYtl20INAHWA+eSmrUEQWHawnSbyG367ges/PmjfVeidg==",
} as const;

/** A stack that has only what must be there. */
export const smallest = {
  smsNodes: [
    { name: "sms-01", address: "10.0.0.11", hostKey: keys.ed25519 },
    { name: "sms-02", address: "10.0.0.12", hostKey: keys.ecdsa256 },
  ],
};
