// Mozilla's intermediate settings for TLS 1.2 and 1.3, in keywords that HAProxy 1.8 knows too. DHE is left out: HAProxy 1.8 to 2.x would
// use 1024 bits for it and warn about that, and each client that these settings are for knows ECDHE. For TLS 1.3, Mozilla's ciphers are
// OpenSSL's own.

export const versions = "ssl-min-ver TLSv1.2 no-tls-tickets";
export const ciphers = `ciphers ${[
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
].join(":")}`;
