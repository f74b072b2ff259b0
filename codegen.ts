import type { CodegenConfig } from '@graphql-codegen/cli'

/** Schema types that our own domain types stand behind; the path is relative to the generated file. */
const mappers = {
  Citizen: '../access/shown.ts#ShownCitizen',
  Applicant: '../domain/dossier.ts#Applicant as ApplicantRecord',
  Relative: '../domain/citizen.ts#Relative as RelativeRecord',
  Address: '../domain/citizen.ts#Address as AddressRecord',
  NotFound: '../domain/citizen.ts#NotFound as NotFoundRecord',
  NotMatchable: '../domain/citizen.ts#NotMatchable as NotMatchableRecord',
  AccessDenied: '../domain/citizen.ts#AccessDenied as AccessDeniedRecord',
  SourceUnavailable: '../domain/citizen.ts#SourceUnavailable as SourceUnavailableRecord',
  Procedure: '../domain/procedure.ts#ProcedureSummary as ProcedureSummaryRecord',
  Dossier: '../domain/dossier.ts#Dossier as DossierRecord',
  DossierReceiver: '../domain/dossier.ts#Receiver as ReceiverRecord',
  DossierConnection: '../domain/dossier.ts#DossierPage as DossierPageRecord',
  ProcedureConnection: '../domain/procedure.ts#ProcedurePage as ProcedurePageRecord',
  Province: '../domain/unit.ts#Province as ProvinceRecord',
  Commune: '../domain/unit.ts#Commune as CommuneRecord',
  AccessLogConnection: '../resolvers/access-log-page.ts#AccessLogPage',
  AccessLogEntry: '../audit/types.ts#Usage',
  AccessLogAgency: '../resolvers/access-log-page.ts#LogAgency',
  AccessLogField: '../resolvers/access-log-page.ts#LogField',
  Intake: '../audit/types.ts#Intake as IntakeRecord',
  FormerUnit: '../domain/unit.ts#FormerUnit as FormerUnitRecord',
}

const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  generates: {
    'src/generated/schema.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../resolvers/context.ts#Context',
        mappers,
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        immutableTypes: true,
        emitLegacyCommonJSImports: false,
        importExtension: '.ts',
        defaultScalarType: 'never',
        scalars: {
          PersonalId: '../domain/ids.ts#PersonalId',
          OldCardNumber: '../domain/ids.ts#OldCardNumber',
          ProcedureCode: '../domain/ids.ts#ProcedureCode',
          DossierCode: '../domain/ids.ts#DossierCode',
          UnitCode: '../domain/ids.ts#UnitCode',
          OrganisationCode: '../domain/ids.ts#OrganisationCode',
          PartialDate: '../domain/dates.ts#PartialDate',
          Date: '../domain/dates.ts#LocalDate',
          DateTime: '../domain/dates.ts#DateTime',
          Vnd: '../domain/money.ts#Vnd',
        },
      },
    },
  },
}

export default config
