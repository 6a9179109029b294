// SPDX-License-Identifier: GPL-3.0-or-later
// Konnect as the server and the browser meet it: makes links, shows a page of its own, says what became of a payment.
import { createServer } from 'node:http';


/** { base, payments, mode }: mode "up" | "down"; a payment's state is what the test makes of it. */
export async function startKonnect() {
  const konnect = { mode: 'up', payments: new Map(), asked: 0 };
  const answer = (response, status, body) => { response.writeHead(status, { 'Content-Type': 'application/json' }); response.end(JSON.stringify(body)); };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', chunk => { text += chunk; });
    request.on('end', () => {
      const url = new URL(request.url, konnect.base);
      const reference = url.pathname.split('/').pop();
      if (url.pathname.startsWith('/pay/')) {
        const payment = konnect.payments.get(reference), { order } = payment;
        if (request.method === 'POST') {
          payment.status = 'completed';
          // The notice and the family's way back race each other, as they do in life.
          fetch(`${order.webhook}?payment_ref=${reference}`).catch(() => {});
          response.writeHead(303, { Location: `${order.successUrl}?payment_ref=${reference}` });
          return response.end();
        }
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
        return response.end(`<!DOCTYPE html><html lang="en"><title>Konnect</title><h1>Konnect</h1><p id="amount">${order.amount}</p><a href="${order.successUrl}?payment_ref=${reference}">Back to the shop</a><form method="post"><button>Pay</button></form>`);
      }
      if (konnect.mode === 'down') return answer(response, 503, { errors: ['down'] });
      if (request.method === 'POST' && url.pathname === '/api/v2/payments/init-payment') {
        const order = JSON.parse(text), paymentRef = `web${konnect.payments.size + 1}x${Date.now()}`;
        konnect.payments.set(paymentRef, { order, status: 'pending' });
        return answer(response, 200, { payUrl: `${konnect.base}/pay/${paymentRef}`, paymentRef });
      }
      konnect.asked++;
      const payment = konnect.payments.get(reference);
      if (!payment) return answer(response, 404, { errors: ['unknown'] });
      const { order, status } = payment;
      return answer(response, 200, { payment: { id: reference, status, amount: order.amount, token: order.token, reachedAmount: status === 'completed' ? order.amount : 0, orderId: order.orderId, receiverWallet: order.receiverWalletId, transactions: [] } });
    });
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  konnect.base = `http://127.0.0.1:${server.address().port}`;
  konnect.env = { KONNECT_API_KEY: 'key:of-the-tests', KONNECT_WALLET_ID: '5f7a209aeb3f76490ac4a3d1', KONNECT_BASE_URL: konnect.base };
  konnect.last = () => [...konnect.payments.values()].at(-1);
  konnect.stop = () => new Promise(resolve => { server.closeAllConnections(); server.close(resolve); });
  return konnect;
}
