// Mozilla's intermediate settings, for TLS 1.2 and 1.3, in words that HAProxy 1.8 knows, too. Without DHE: HAProxy 1.8 to 2.x would use 1024
// bits for it and warn of that, and each client that they mean knows ECDHE. Of TLS 1.3, OpenSSL's own ciphers are theirs.

export const versions = "ssl-min-ver TLSv1.2 no-tls-tickets";
export const ciphers = `ciphers ${[
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
].join(":")}`;
