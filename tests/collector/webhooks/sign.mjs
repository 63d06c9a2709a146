// Prints the signature that the stock library makes: node sign.mjs <secret> <id> <unix seconds> <body>
import { Webhook } from 'standardwebhooks';

const [secret, id, seconds, body] = process.argv.slice(2);
process.stdout.write(new Webhook(secret).sign(id, new Date(seconds * 1000), body));
