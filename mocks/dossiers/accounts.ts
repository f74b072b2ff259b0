import type { WorldProvince } from '../world/types.ts'

/** What a client must know to be let in; invented, and the same at every start. */
export const igateAccount = (instance: string) => ({
  realm: 'digo',
  clientId: 'lien-thong',
  clientSecret: `bi-mat-${instance}`,
})

export const packetAccount = ({ instance, organisationPrefixes }: WorldProvince) => ({
  username: 'lien-thong',
  password: `mat-khau-${instance}`,
  organisation: organisationPrefixes[0] ?? '',
  destination: `VN:TINH:${organisationPrefixes[0] ?? ''}`,
})

/** The row of the gateway's configuration file for a simulated installation. */
export const toInstanceSettings = (province: WorldProvince, baseUrl: string) => {
  const common = {
    name: province.instance,
    baseUrl,
    provinces: [province.code],
    organisationPrefixes: [...province.organisationPrefixes],
  }
  return province.dialect === 'igate'
    ? {
        ...common,
        dialect: 'igate' as const,
        credentials: { ssoUrl: baseUrl, ...igateAccount(province.instance) },
      }
    : { ...common, dialect: 'packet' as const, credentials: packetAccount(province) }
}
