# sandbox: --objects 40 --mix all --seed 1
