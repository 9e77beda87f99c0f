{{- /* Names of objects: lower case, digits and dashes; what else a name has makes it its digest. */ -}}
{{- define "objectName" -}}
{{- $name := . | lower | replace "_" "-" -}}
{{- if regexMatch "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$" $name -}}
{{- $name -}}
{{- else -}}
{{- sha256sum . | trunc 16 -}}
{{- end -}}
{{- end -}}

{{- define "roleSecret" -}}
{{- printf "%s-role-%s" (index . 0) (include "objectName" (index . 1)) | quote -}}
{{- end -}}
