import dns2 from 'dns2'

/** How the name server answers for a name: with TXT values, with an error, or not at all. */
type Zone = Map<string, string[] | 'SERVFAIL' | 'silence'>

export interface TestDnsServer {
  /** Its address as DNS_RESOLVERS has it. */
  address: string
  /** What it answers, by name; all other names do not exist. */
  zone: Zone
  /** The names that it was asked for. */
  asked: string[]
  close(): Promise<void>
}

const { Packet } = dns2

/** A name server over UDP, for records that tests set. */
export async function startDnsServer(): Promise<TestDnsServer> {
  const zone: Zone = new Map()
  const asked: string[] = []
  const server = dns2.createUDPServer((request, send) => {
    const name = request.questions[0]?.name.toLowerCase() ?? ''
    asked.push(name)
    const answer = answerTo(request, zone.get(name))
    if (answer) void send(answer)
  })
  await server.listen(0, '127.0.0.1')
  return {
    address: `127.0.0.1:${server.address().port}`,
    ...{ zone, asked },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function answerTo(request: dns2.Packet, found: string[] | string | undefined) {
  if (found === 'silence') return undefined
  const response = Packet.createResponseFromRequest(request)
  const [question] = request.questions
  if (found === undefined) response.header.rcode = Packet.RCODE.NXDOMAIN
  if (found === 'SERVFAIL') response.header.rcode = Packet.RCODE.SERVFAIL
  if (question && Array.isArray(found)) {
    for (const data of found) {
      const record = { type: Packet.TYPE.TXT, class: Packet.CLASS.IN, ttl: 0, data }
      response.answers.push(Packet.createResourceFromQuestion(question, record))
    }
  }
  return response
}
