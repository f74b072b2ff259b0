import { gatewayProgram } from '../contenders/index.ts'
import { inHouse } from '../contest.ts'
import { askText, runLoad } from '../load.ts'
import { runRounds } from '../rounds.ts'
import type { Stage, Told } from './stage.ts'

const sent = {
  body: JSON.stringify({
    query: `query Catalogue($first: Int!) {
  procedures(first: $first) {
    nodes { code name onlineLevel }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: { first: 50 },
  }),
}

/** It takes a tenth of a board's time. */
const requestFactor = 25

/** A page of the public catalogue, asked for again and again by readers whom nobody knows, beside the same bytes from Fastify. */
export const catalogueRepeated = (stage: Stage): Promise<Told> =>
  inHouse(stage.government, async (house) => {
    const { options, say, government } = stage
    say('story catalogue-repeated')
    const { server } = await house.start('gateway', gatewayProgram())
    const gateway = { name: 'gateway', server, target: { url: server.url } }
    const answer = await askText(gateway.target, sent)
    const ready = await house.start(
      'bytes',
      { args: ['bench/contenders/bytes.ts'], env: {} },
      { BENCH_BYTES: answer },
    )
    const bytes = { ...ready, target: { url: ready.server.url } }
    if ((await askText(bytes.target, sent)) !== (await askText(gateway.target, sent)))
      throw new Error('gateway and bytes answer differently')
    const contenders = [gateway, bytes]
    const bodies = Array.from({ length: options.requests * requestFactor }, () => sent)
    for (const { target } of contenders) await runLoad(target, [...bodies, ...bodies])
    const figures = await runRounds({
      government,
      contenders,
      rounds: options.rounds,
      bodiesOf: () => bodies,
      say,
    })
    return { 'catalogue-repeated': figures }
  })
