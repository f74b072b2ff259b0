import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { TransportFault } from './faults.ts'
import { htmlReply, sendReply, writeHead, type Reply } from './replies.ts'

/** Promises the whole body, sends half of it and hangs up. */
const sendCut = (response: ServerResponse, reply: Reply): void => {
  writeHead(response, reply)
  response.setHeader('content-length', Math.max(reply.body.length, 2))
  response.flushHeaders()
  response.write(reply.body.subarray(0, Math.floor(reply.body.length / 2)), () =>
    response.destroy(),
  )
}

const oversizeBytes = 64 * 2 ** 20

function* blanks(total: number): Generator<Buffer> {
  const chunk = Buffer.alloc(2 ** 16, ' ')
  for (let sent = 0; sent < total; sent += chunk.length) yield chunk
}

/** Blanks without a declared length, until the client has had enough. Blanks alone are no JSON and no XML. */
const sendOversize = async (response: ServerResponse, reply: Reply): Promise<void> => {
  writeHead(response, { ...reply, status: 200 })
  await pipeline(Readable.from(blanks(oversizeBytes)), response).catch(() => undefined)
}

/** The right kind of document, whole by its length, but broken both as JSON and as XML. */
const toGarbage = (reply: Reply): Reply => {
  const half = reply.body.subarray(0, Math.floor(reply.body.length / 2))
  return { ...reply, status: 200, body: Buffer.concat([half, Buffer.from('\u0000<<{"')]) }
}

/** Resolves to false when the client did not wait that long. */
const waited = async (response: ServerResponse, ms: number): Promise<boolean> => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return wait(ms, true, { signal: gone.signal }).catch(() => false)
}

/** Answers as a broken system does; `reply` is what it would have said. */
export const playFault = async (
  fault: TransportFault,
  reply: Reply,
  response: ServerResponse,
): Promise<void> => {
  switch (fault.kind) {
    case 'down':
      response.socket?.resetAndDestroy()
      return
    case 'slow':
      if (await waited(response, fault.ms)) sendReply(response, reply)
      return
    case 'cut':
      sendCut(response, reply)
      return
    case 'garbage':
      sendReply(response, toGarbage(reply))
      return
    case 'oversize':
      await sendOversize(response, reply)
      return
    case 'html':
      sendReply(response, htmlReply(200, 'Hệ thống đang bảo trì. Vui lòng quay lại sau.'))
      return
    case 'status':
      sendReply(response, htmlReply(fault.status, `Lỗi ${String(fault.status)}`))
  }
}
