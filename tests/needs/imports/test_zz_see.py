import gzip
from pathlib import Path
from django.urls import reverse
from django.core.files.uploadedfile import SimpleUploadedFile as F
from needs.imports.models import Upload
from needs.surveys.models import *
D=Path('/work/shared/data')
def test_see(browse, amina, client, django_capture_on_commit_callbacks):
    browse(amina)
    a=client.post('/n/millbrook/surveys/import/',{'language':'en','questions':F('q.csv',(D/'field-assessment-72h-questions.csv').read_bytes()),'answers':F('a.csv',(D/'field-assessment-72h-answers.csv').read_bytes())})
    p=client.get(a['Location']); print('match',len(p.content),len(gzip.compress(p.content)))
    form=p.context['form']; data={n:form[n].initial or '' for n in form.fields}
    r=client.post(a['Location'],data); print(r.status_code, r.context and r.context['form'].errors)
    p=client.get(r['Location']); print('preview',len(p.content),len(gzip.compress(p.content)))
    u=Upload.objects.get()
    r=client.post(reverse('needs:import_run',args=['millbrook',u.pk])); p=client.get(r['Location']); print('done',len(p.content),len(gzip.compress(p.content)))
    from needs.results.services import advance
    s=Survey.objects.get(); advance(survey_id=s.pk)
    t=s.tallies.get(filter=''); print({k:v for k,v in t.data.items() if k.startswith('need')})
    p=client.get(reverse('needs:ranking',args=['millbrook',s.pk])); print(p.status_code)
    import re; print(re.sub(r'\s+',' ',re.sub(r'<[^>]+>',' ',p.text))[:1800])
    print(ImportRun.objects.get().summary['cells'], ImportRun.objects.get().summary['named'][:60])
