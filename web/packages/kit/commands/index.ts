export { given, lacking, saidOf, type Choice, type Field, type FieldType, type Label, type Typed } from './field.ts'
export { FORMS, type Command } from './table.ts'
export { useCommand, type Line, type Of } from './useCommand.ts'
export { ofAsks, ofEvidence, ofKind } from './offered.ts'
