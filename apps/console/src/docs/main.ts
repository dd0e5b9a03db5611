import '@mt/web/docs/reference.ts'
